"""Tables for other libraries; each is imported when its function is called."""
