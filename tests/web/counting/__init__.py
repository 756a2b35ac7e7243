"""An application with a job: it counts, one transaction a number."""
