using Kif.Pipeline.State;

namespace Kif.Pipeline.Learning;

/// <summary>A learner between two tasks: what a folder is written from.</summary>
/// <param name="description">What it is.</param>
/// <param name="model">The model with its frozen adapters.</param>
/// <param name="weights">The kept weights.</param>
/// <param name="state">The strategy's state.</param>
/// <param name="owned">Whether weights and state are copies that this object frees.</param>
internal sealed class LearnerSnapshot(LearnerDescription description, ILanguageModel model, Tensor weights, StateSnapshot state, bool owned) : IDisposable
{
    private ILanguageModel? outgrown;

    public LearnerDescription Description => description;

    public ILanguageModel Model => model;

    public Tensor Weights => weights;

    public StateSnapshot State => state;

    /// <summary>The learner as it is; everything is borrowed.</summary>
    public static LearnerSnapshot Of(ContinualLearner learner) =>
        new(LearnerDescription.Of(learner), learner.Model, learner.Weights, StateSnapshot.Of(learner.Composition), owned: false);

    /// <summary>A copy that outlives the next task; the model is borrowed as long as the learner has it.</summary>
    public static LearnerSnapshot CopyOf(ContinualLearner learner) =>
        new(LearnerDescription.Of(learner), learner.Model, learner.Weights.clone().DetachFromDisposeScope(), StateSnapshot.CopyOf(learner.Composition), owned: true);

    /// <summary>The learner has another model now; this one is kept alive until the snapshot is freed.</summary>
    public void Own(ILanguageModel model) => outgrown = model;

    public void Dispose()
    {
        if (!owned) return;
        weights.Dispose();
        state.Dispose();
        outgrown?.Dispose();
    }
}
