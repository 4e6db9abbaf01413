"""Forms: XLSForm in, XForm out; the forms of the package; the mapping of answers to registry facts."""
