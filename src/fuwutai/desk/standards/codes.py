"""What the codes of figures, activities, records and tasks are called; a code that is not here stands for itself."""

from django.utils.translation import pgettext_lazy

from fuwutai.kernel.errors import Text

METRICS: dict[str, Text] = {
    "satisfaction": pgettext_lazy("metric", "Satisfaction"),
    "promises_kept": pgettext_lazy("metric", "Promises kept"),
    "first_response_seconds": pgettext_lazy("metric", "Average first response"),
    "resolution_seconds": pgettext_lazy("metric", "Average time to resolution"),
    "survey_coverage": pgettext_lazy("metric", "Coverage of surveys"),
    "callback_rate": pgettext_lazy("metric", "Call-back rate"),
    "training_coverage": pgettext_lazy("metric", "Coverage of training"),
    "exam_pass_rate": pgettext_lazy("metric", "Pass rate of exams"),
    "complaint_rate": pgettext_lazy("metric", "Complaint rate"),
    "churn_rate": pgettext_lazy("metric", "Churn rate"),
    "rectification_rate": pgettext_lazy("metric", "Rectification rate"),
    "resolution_rate": pgettext_lazy("metric", "Resolution rate"),
    "attitude_score": pgettext_lazy("metric", "Score for attitude"),
    "response_score": pgettext_lazy("metric", "Score for response"),
    "solution_score": pgettext_lazy("metric", "Score for the solution"),
    "resolved_in_time": pgettext_lazy("metric", "Resolved in time"),
    "assistant_hours_per_day": pgettext_lazy("metric", "Hours a day the assistant answers"),
    "training_hours_per_year": pgettext_lazy("metric", "Training a person and year"),
    "behaviour_days_in_view": pgettext_lazy("metric", "Days of customer behaviour in view"),
    "training_scenarios": pgettext_lazy("metric", "Scenarios in the training plan"),
    "service_consistency": pgettext_lazy("metric", "Consistency of service"),
    "dress_violation_rate": pgettext_lazy("metric", "Breaches of the dress code"),
    "terminals_large_centre": pgettext_lazy("metric", "Terminals of a large centre"),
    "terminals_small_centre": pgettext_lazy("metric", "Terminals of a small centre"),
}
ACTIVITIES: dict[str, Text] = {
    "manual_revision": pgettext_lazy("activity", "Revision of the manual"),
    "satisfaction_survey": pgettext_lazy("activity", "Satisfaction survey"),
    "security_training": pgettext_lazy("activity", "Security training"),
    "emergency_drill": pgettext_lazy("activity", "Emergency drill"),
    "monthly_staff_assessment": pgettext_lazy("activity", "Monthly assessment of staff"),
    "quarterly_staff_assessment": pgettext_lazy("activity", "Quarterly assessment of staff"),
    "quality_report": pgettext_lazy("activity", "Report on quality"),
    "quality_report_of_the_year": pgettext_lazy("activity", "Yearly report on quality"),
    "manual_revision_plan": pgettext_lazy("activity", "Plan of revisions"),
    "quality_inspection": pgettext_lazy("activity", "Inspection of quality"),
    "quality_evaluation": pgettext_lazy("activity", "Evaluation of quality"),
    "staff_training": pgettext_lazy("activity", "Staff training"),
    "improvement_plan": pgettext_lazy("activity", "Plan of improvements"),
    "printer_cleaning": pgettext_lazy("activity", "Cleaning of printers"),
    "server_check": pgettext_lazy("activity", "Check of servers"),
    "yearly_maintenance_plan": pgettext_lazy("activity", "Yearly maintenance plan"),
    "quarterly_maintenance_plan": pgettext_lazy("activity", "Quarterly maintenance plan"),
    "monthly_maintenance_plan": pgettext_lazy("activity", "Monthly maintenance plan"),
}
RECORDS: dict[str, Text] = {
    "acceptance_records": pgettext_lazy("record", "Acceptance records"),
    "service_records": pgettext_lazy("record", "Service records"),
    "complaint_records": pgettext_lazy("record", "Complaint records"),
}
TASKS: dict[str, Text] = {
    "incident_response": pgettext_lazy("task", "Response to an incident"),
    "major_incident_response": pgettext_lazy("task", "Response to a major incident"),
    "major_incident_repair": pgettext_lazy("task", "Repair of a major incident"),
    "incident_report": pgettext_lazy("task", "Report on an incident"),
    "first_survey": pgettext_lazy("task", "First survey after delivery"),
    "rectification": pgettext_lazy("task", "Rectification"),
    "equipment_ready": pgettext_lazy("task", "Equipment ready before a service"),
}
