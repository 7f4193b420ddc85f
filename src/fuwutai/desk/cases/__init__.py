"""Work on cases: queues, the case itself, new cases from a call, search and the supervisor's overview."""
