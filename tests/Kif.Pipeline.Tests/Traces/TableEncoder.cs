namespace Kif.Pipeline.Tests.Traces;

/// <summary>Examples whose token ids are given by their id.</summary>
internal sealed class TableEncoder(IReadOnlyDictionary<string, EncodedExample> table) : IExampleEncoder
{
    public EncodedExample Encode(Example example) => table[example.Id];

    public string Decode(ReadOnlySpan<int> ids) => string.Join(' ', ids.ToArray());
}
