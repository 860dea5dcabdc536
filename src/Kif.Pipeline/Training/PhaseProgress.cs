namespace Kif.Pipeline.Training;

/// <summary>How far the phase in training has come.</summary>
/// <param name="before">The weights when it began; owned.</param>
/// <param name="random">Its streams.</param>
/// <param name="fresh">Its own optimiser, where it has one; owned.</param>
internal sealed class PhaseProgress(Tensor? before, StepRandom random, AdamW? fresh) : IStateful, IDisposable
{
    private Tensor? before = before;
    private int step;

    public Tensor Before => before!;

    public StepRandom Random => random;

    public AdamW? Fresh => fresh;

    public int Step { get => step; set => step = value; }

    public void Visit(IStateVisitor state)
    {
        state.Vector("before", ref before);
        state.Value("step", ref step);
        state.Child("random", random);
        if (fresh is not null) state.Child("optimizer", fresh);
    }

    public void Dispose()
    {
        before?.Dispose();
        fresh?.Dispose();
    }
}
