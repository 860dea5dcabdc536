namespace Kif;

/// <summary>One text-to-text example.</summary>
/// <param name="Input">The full prompt.</param>
/// <param name="Target">The wanted answer, which is trained on.</param>
/// <param name="Id">A name for reports and memories; the row number where the file gives none.</param>
public sealed record Example(string Input, string Target, string Id)
{
    private readonly IReadOnlyList<string>? references;

    /// <summary>All answers that count as right; metrics take the best of them. Default: the target alone.</summary>
    public IReadOnlyList<string> References
    {
        get => references ?? [Target];
        init => references = value;
    }

    /// <summary>The answers of which one is to be chosen. Default: none, where the data list none.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What the example asks of a dialogue. Default: null, for examples that are no rows of a dialogue.</summary>
    public DialogueSlot? Dialogue { get; init; }

    /// <summary>Whether all texts are the same, those of the lists too.</summary>
    public bool Equals(Example? other) => other is not null && Input == other.Input && Target == other.Target && Id == other.Id && Dialogue == other.Dialogue
        && References.SequenceEqual(other.References) && Choices.SequenceEqual(other.Choices);

    /// <summary>A hash of input, target and id.</summary>
    public override int GetHashCode() => HashCode.Combine(Input, Target, Id);
}
