using System.Globalization;

namespace Kif.Pipeline.Studies;

/// <summary>The encoder of a planted task, whose examples are numbers already.</summary>
internal sealed class PlantedEncoder : IExampleEncoder
{
    public EncodedExample Encode(Example example) =>
        new([.. example.Input.Split(' ').Select(s => int.Parse(s, CultureInfo.InvariantCulture))], [int.Parse(example.Target, CultureInfo.InvariantCulture)]);

    public string Decode(ReadOnlySpan<int> ids) => string.Join(' ', ids.ToArray());
}
