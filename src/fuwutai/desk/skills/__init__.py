"""What people can do: the list of skills, who has one, and how a person is rated."""
