namespace Kif.Pipeline.Tests.Traces;

/// <summary>Compares what a run gave with what a trace has, relative to each tensor's largest element, and remembers the largest difference.</summary>
/// <param name="tolerance">What a difference must stay below.</param>
internal sealed class TraceCheck(double tolerance = 1e-8)
{
    /// <summary>The largest relative difference so far.</summary>
    public double Worst { get; private set; }

    /// <summary>A vector of the space against the trace's tensors of one prefix; nothing where the trace has none of that prefix.</summary>
    public void Weights(Trace trace, ParameterSpace space, Tensor flat, string prefix, Func<string, string>? spelled = null)
    {
        spelled ??= name => name;
        if (!trace.Has(prefix + spelled(space.Parameters[0].Name))) return;
        foreach (ParameterInfo p in space.Parameters)
        {
            using var scope = torch.NewDisposeScope();
            Tensors(space.View(flat, p), trace[prefix + spelled(p.Name)], prefix + p.Name);
        }
    }

    /// <summary>One tensor against another of the same shape.</summary>
    public void Tensors(Tensor seen, Tensor wanted, string what)
    {
        using var scope = torch.NewDisposeScope();
        double size = wanted.abs().max().ToDouble(), off = (seen - wanted).abs().max().ToDouble();
        Check(size == 0 ? off : off / size, what);
    }

    /// <summary>Numbers one by one; nothing where the trace has none.</summary>
    /// <param name="seen">From the run.</param>
    /// <param name="wanted">From the trace.</param>
    /// <param name="what">For messages.</param>
    /// <param name="absolute">Below this size a wanted number is compared absolutely.</param>
    public void Numbers(IEnumerable<double> seen, double[] wanted, string what, double absolute = 0)
    {
        if (wanted.Length == 0) return;
        double[] all = [.. seen];
        all.Should().HaveCount(wanted.Length, what);
        double scale = wanted.Max(Math.Abs);
        for (int i = 0; i < all.Length; i++)
            Check(Math.Abs(wanted[i]) <= absolute ? Math.Abs(all[i] - wanted[i]) / Math.Max(scale, 1) : Math.Abs(all[i] - wanted[i]) / Math.Abs(wanted[i]),
                $"{what} {i}");
    }

    private void Check(double difference, string what)
    {
        Worst = Math.Max(Worst, difference);
        difference.Should().BeLessThan(tolerance, what);
    }
}
