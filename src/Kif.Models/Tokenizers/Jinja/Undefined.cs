namespace Kif.Models.Tokenizers.Jinja;

/// <summary>What a name or field without a value stands for: empty text, false, no items; anything else done with it is an error.</summary>
/// <param name="What">What is missing, for the error.</param>
internal sealed record Undefined(string What)
{
    public bool Equals(Undefined? other) => other is not null;

    public override int GetHashCode() => 0;
}
