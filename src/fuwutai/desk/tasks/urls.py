"""Addresses of tasks and of time spent."""

from django.urls import path

from fuwutai.desk.methods import by_method
from fuwutai.desk.tasks import card, mine, time

CASE = "cases/<int:case_id>"
TASK = f"{CASE}/tasks/<int:task_id>"
TIME = f"{CASE}/time/<int:time_id>"
urlpatterns = [
    path("my-tasks", mine.my_tasks, name="my_tasks"),
    path("my-tasks/<int:task_id>/finish", mine.my_task_finish, name="my_task_finish"),
    path("my-time", time.my_time, name="my_time"),
    path(f"{CASE}/tasks", by_method(GET=card.case_tasks, POST=card.case_task_add), name="case_tasks"),
    path(f"{CASE}/tasks/list", card.case_task_list, name="case_task_list"),
    path(TASK, by_method(GET=card.case_task_edit, POST=card.case_task_change), name="case_task"),
    path(f"{TASK}/finish", card.case_task_finish, name="case_task_finish"),
    path(f"{TASK}/reopen", card.case_task_reopen, name="case_task_reopen"),
    path(f"{TASK}/drop", card.case_task_drop, name="case_task_drop"),
    path(f"{TASK}/move", card.case_task_move, name="case_task_move"),
    path(f"{CASE}/time", by_method(GET=time.case_time, POST=time.case_time_note), name="case_time"),
    path(TIME, by_method(GET=time.case_time_edit, POST=time.case_time_correct), name="case_time_entry"),
]
