"""A customer's matter from intake to archive: its messages, state and assignment.

Does not own its clocks (`sla` listens to the events here) nor who the customer is (`customers`).
"""
