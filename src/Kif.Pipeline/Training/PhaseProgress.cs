namespace Kif.Pipeline.Training;

/// <summary>The progress of the phase in training.</summary>
/// <param name="before">The weights when it began; owned.</param>
/// <param name="random">Its random streams.</param>
/// <param name="fresh">Its own optimizer, or null; owned.</param>
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
