// A temporary Scalar of TorchSharp may be finalised while a native call still reads it, if another thread collects garbage just then (seen: 70 of
// 200,000 additions failed beside a thread that did nothing but collect). Tests that allocate much would break tests that compute.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]
