"""One module a command: an order in, an outcome out; what is wrong with a file is raised as a BpmnError."""
