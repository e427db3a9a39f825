package assay

// Conclusions is for the tests that see the domain from outside.
var Conclusions = conclusions
