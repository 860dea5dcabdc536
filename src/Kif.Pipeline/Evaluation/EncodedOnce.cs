using System.Runtime.CompilerServices;

namespace Kif;

/// <summary>
/// An encoder that encodes each example object once, for all runs of a comparison: tests for every scoring, training examples for every strategy, remembered
/// ones for every step. What it keeps lives as long as the example.
/// </summary>
/// <param name="encoder">The encoder.</param>
internal sealed class EncodedOnce(IExampleEncoder encoder) : IExampleEncoder
{
    private readonly ConditionalWeakTable<Example, EncodedExample> known = [];

    public EncodedExample Encode(Example example) => known.GetValue(example, encoder.Encode);

    public string Decode(ReadOnlySpan<int> ids) => encoder.Decode(ids);
}
