namespace Kif.Models;

/// <summary>A tensor of a GGUF file that is made when it is written.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Shape">Its shape, the outermost size first as in PyTorch; the file has it the other way round.</param>
/// <param name="Make">Makes the numbers, of any type and device; the caller owns the result.</param>
internal sealed record GgufTensor(string Name, IReadOnlyList<long> Shape, Func<Tensor> Make)
{
    /// <summary>Whether it is written in single precision even where the others are written in half precision. Default: false.</summary>
    public bool AlwaysWide { get; init; }

    /// <summary>Where it comes from, for messages; null for its own name. Default: null.</summary>
    public string? Source { get; init; }

    /// <summary>The number of its elements.</summary>
    public long Elements => Shape.Aggregate(1L, (product, size) => checked(product * size));

    /// <summary>Returns the type that it has in a file of a type: vectors are always in single precision.</summary>
    public ScalarType TypeIn(ScalarType file) => AlwaysWide || Shape.Count < 2 ? ScalarType.Float32 : file;
}
