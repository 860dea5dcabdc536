namespace Kif.Models.Tests;

/// <summary>Tests that count live tensors run while no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "counts tensors";
}
