using Kif.Pipeline.State;

namespace Kif.Pipeline.Learning;

/// <summary>A snapshot of a learner between two tasks, from which a folder is written.</summary>
/// <param name="description">Its description.</param>
/// <param name="model">The model with its frozen adapters.</param>
/// <param name="weights">The final weights of the last task.</param>
/// <param name="state">The strategy's state.</param>
/// <param name="owned">Whether weights and state are copies that this object frees.</param>
internal sealed class LearnerSnapshot(LearnerDescription description, ILanguageModel model, Tensor weights, StateSnapshot state, bool owned) : IDisposable
{
    private ILanguageModel? outgrown;

    public LearnerDescription Description => description;

    public ILanguageModel Model => model;

    public Tensor Weights => weights;

    public StateSnapshot State => state;

    /// <summary>Makes a snapshot that borrows everything.</summary>
    public static LearnerSnapshot Of(ContinualLearner learner) =>
        new(LearnerDescription.Of(learner), learner.Model, learner.Weights, StateSnapshot.Of(learner.Composition), owned: false);

    /// <summary>Makes a copy that outlives the next task; the model is borrowed as long as the learner has it.</summary>
    public static LearnerSnapshot CopyOf(ContinualLearner learner) =>
        new(LearnerDescription.Of(learner), learner.Model, learner.Weights.clone().DetachFromDisposeScope(), StateSnapshot.CopyOf(learner.Composition), owned: true);

    /// <summary>Takes ownership of the learner's previous model, which stays alive until the snapshot is freed.</summary>
    public void Own(ILanguageModel model) => outgrown = model;

    public void Dispose()
    {
        if (!owned) return;
        weights.Dispose();
        state.Dispose();
        outgrown?.Dispose();
    }
}
