"""Facts -> sentences in the reader's language -> what each platform shows. Pure."""
