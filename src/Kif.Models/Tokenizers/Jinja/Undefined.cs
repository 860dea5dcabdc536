namespace Kif.Models.Tokenizers.Jinja;

/// <summary>The value of a name or field that does not exist: empty text, false, no items; any other use of it is an error.</summary>
/// <param name="What">The missing name or field, for the error.</param>
internal sealed record Undefined(string What)
{
    public bool Equals(Undefined? other) => other is not null;

    public override int GetHashCode() => 0;
}
