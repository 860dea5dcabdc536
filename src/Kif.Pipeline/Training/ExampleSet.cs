namespace Kif.Pipeline.Training;

/// <summary>Examples with their token ids, encoded once.</summary>
internal sealed class ExampleSet
{
    public ExampleSet(IReadOnlyList<Example> examples, IExampleEncoder encoder)
    {
        Examples = examples;
        Encoded = [.. examples.Select(encoder.Encode)];
        Lengths = [.. Encoded.Select(e => e.Source.Length + e.Target.Length)];
    }

    public IReadOnlyList<Example> Examples { get; }

    public IReadOnlyList<EncodedExample> Encoded { get; }

    public IReadOnlyList<int> Lengths { get; }
}
