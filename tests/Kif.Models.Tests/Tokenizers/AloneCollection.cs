namespace Kif.Models.Tests.Tokenizers;

/// <summary>Tests that compare durations run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    /// <summary>The collection's name.</summary>
    public const string Name = "tokenizers, alone";
}
