"""Fine-tuning the encoder that the sanctions and the escalation stage share."""
