"""The page that makes the first administrator of an empty centre."""
