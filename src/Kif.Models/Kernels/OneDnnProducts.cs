using System.Collections.Concurrent;

namespace Kif.Models;

/// <summary>
/// Linear maps of float32 by oneDNN's AVX-512 code instead of MKL's, which on AMD processors uses AVX2 only and takes about twice as long. Both compute in
/// float32 throughout. The first product of each shape is compared with MKL's, and a shape that does not agree stays with MKL.
/// </summary>
internal static class OneDnnProducts
{
    /// <summary>The fewest multiplications for which copies into oneDNN's tensors and back pay.</summary>
    private const long FewestMultiplications = 1L << 24;

    private const int FewestRows = 128;

    /// <summary>The most that two products may differ, relative to their norm; roundings make about 5e-7.</summary>
    private const double Agreement = 1e-5;

    // TorchSharp does not bind oneDNN's tensors, but compiled scripts know them.
    private const string Script = """
        def linear(x: Tensor, weight: Tensor) -> Tensor:
            return torch.mkldnn_linear(x.to_mkldnn(), weight.to_mkldnn(), None).to_dense()

        """;

    private static readonly Lazy<torch.jit.CompilationUnit?> Compiled = new(Compile);
    private static readonly ConcurrentDictionary<(long Rows, long Inputs, long Outputs), bool> Agreed = new();

    /// <summary>Whether they can be faster here: on an AMD processor with AVX-512, unless KIF_MKL is set.</summary>
    public static bool Available { get; } =
        CpuFeatures.Current is { Amd: true, Avx512: true } && Environment.GetEnvironmentVariable("KIF_MKL") is null;

    /// <summary>Whether a product is large enough.</summary>
    /// <param name="x">[rows, inputs].</param>
    /// <param name="weight">[outputs, inputs].</param>
    public static bool Take(Tensor x, Tensor weight) => Available && x.shape[0] >= FewestRows
        && x.shape[0] * weight.shape[0] * weight.shape[1] >= FewestMultiplications && Compiled.Value is not null;

    /// <summary>Computes x Wᵀ: [rows, inputs] and [outputs, inputs] to [rows, outputs].</summary>
    public static Tensor Product(Tensor x, Tensor weight)
    {
        (long, long, long) shape = (x.shape[0], weight.shape[1], weight.shape[0]);
        if (Agreed.TryGetValue(shape, out bool agreed)) return agreed ? Fast(x, weight) : torch.nn.functional.linear(x, weight);
        Tensor usual = torch.nn.functional.linear(x, weight), fast = Fast(x, weight);
        double norm = usual.norm().ToDouble(), apart = fast.sub(usual).norm().ToDouble();
        // Zeros and numbers that are not finite say nothing of the shape.
        if (!double.IsFinite(norm) || norm == 0) return usual;
        Agreed[shape] = apart <= Agreement * norm;
        return Agreed[shape] ? fast : usual;
    }

    private static Tensor Fast(Tensor x, Tensor weight) => (Tensor)Compiled.Value!.invoke("linear", x, weight);

    private static torch.jit.CompilationUnit? Compile()
    {
        try
        {
            return torch.jit.compile(Script);
        }
        catch (System.Runtime.InteropServices.ExternalException)
        {
            // A libtorch without oneDNN.
            return null;
        }
    }
}
