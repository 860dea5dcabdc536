using Kif.Models.Native;
using Kif.Pipeline.Jobs;

namespace Kif.Pipeline.Examination;

/// <summary>The checks of the native library and the processor.</summary>
internal static class NativeExamination
{
    public static (IReadOnlyList<Observation> Observations, bool Loads) Of(ComputeSettings compute)
    {
        try
        {
            NativeTorch.EnsureLoaded();
        }
        catch (DllNotFoundException e)
        {
            return ([new("native library", ObservationLevel.Wrong, e.Message, "Install what the message names, or set KIF_LIBTORCH to the folder of a libtorch of that version.")], false);
        }
        return ([Product(), Threads(), Processor(), Precision(compute)], true);
    }

    private static Observation Product()
    {
        using var scope = torch.NewDisposeScope();
        using Tensor square = torch.tensor(new float[] { 1, 2, 3, 4 }).reshape(2, 2);
        float[] seen = [.. square.matmul(square).data<float>()];
        string text = $"libtorch {torch.__version__} loads" + (NativeTorch.Outcome is { } done ? $" ({done})" : "");
        return seen.AsSpan().SequenceEqual([7, 10, 15, 22])
            ? new("native library", ObservationLevel.Fine, text + " and multiplies matrices correctly")
            : new("native library", ObservationLevel.Wrong, $"{text}, but the square of [1 2; 3 4] comes out as [{string.Join(' ', seen)}]", "Install another build of libtorch.");
    }

    private static Observation Threads()
    {
        (int cores, int threads) = (Environment.ProcessorCount, torch.get_num_threads());
        string text = $"{threads} of {cores} processors";
        return threads > cores ? new("threads", ObservationLevel.Note, text, "More threads than processors slow each other down: set --threads or OMP_NUM_THREADS.") : new("threads", ObservationLevel.Fine, text);
    }

    private static Observation Processor()
    {
        CpuFeatures cpu = CpuFeatures.Current;
        (string Name, bool Has)[] units =
        [
            ("AVX2", System.Runtime.Intrinsics.X86.Avx2.IsSupported), ("AVX-512", cpu.Avx512), ("AVX-512-BF16", cpu.Avx512BFloat16), ("AMX-BF16", cpu.AmxBFloat16),
            ("AVX-512-FP16", cpu.Avx512Float16), ("AMX-FP16", cpu.AmxFloat16), ("CUDA", torch.cuda.is_available()),
        ];
        return new("processor", ObservationLevel.Fine, $"{cpu.Name}; has {Names(true)}; lacks {Names(false)}");

        string Names(bool has) => string.Join(", ", units.Where(u => u.Has == has).Select(u => u.Name).DefaultIfEmpty("none"));
    }

    private static Observation Precision(ComputeSettings compute)
    {
        string text = $"{compute.Precision} on {compute.Device}";
        try
        {
            _ = compute.DeviceOf();
            return compute.Advice() is { } slow ? new("precision", ObservationLevel.Note, text, slow) : new("precision", ObservationLevel.Fine, text);
        }
        catch (CompositionException e)
        {
            return new("precision", ObservationLevel.Wrong, text, e.Message);
        }
    }
}
