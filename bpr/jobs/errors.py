"""How a job ends other than with a result."""


class JobError(Exception):
    """The work cannot be done, for a reason that its text tells the person who asked for it."""


class JobStopped(Exception):
    """An order to stop the run and to store nothing more; not a fault."""


class JobCancelled(JobStopped):
    """Somebody cancelled the job."""


class JobLost(JobStopped):
    """The lease went to another run of the same job."""
