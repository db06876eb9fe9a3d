"""What people read: values in, Slack's blocks out."""
