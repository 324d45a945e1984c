"""Pages of people, projects, members, organisations and the audit log."""
