"""Tables as text: values between commas, semicolons or tabs."""
