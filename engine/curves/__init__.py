"""A run's curves as files for other programs: a sheet of charts, a table, event files of TensorBoard."""
