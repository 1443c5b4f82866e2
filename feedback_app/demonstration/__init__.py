"""A filled deployment to look at: every answer in it is invented and says so."""
