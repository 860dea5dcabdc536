using Kif;

namespace ThirdParty.Parts;

/// <summary>For <c>kif compare --plugin ThirdParty.Parts.dll</c>.</summary>
public sealed class PartsPlugin : IKifPlugin
{
    /// <inheritdoc/>
    public void Register(KifCatalog kif) => kif
        .AddDecomposer<OutputRows>("output-rows", "every output of an adapted map; all else tensor by tensor")
        .AddEstimator<Movement>("movement", "|Σ w·g| over a task's steps")
        .AddFuser<ShareFuser, ShareFuserOptions>("share", "each model weighs as much as its share of a unit's importance")
        .AddReplayBuffer<RingBuffer, RingBufferOptions>("ring", "the last examples of every task")
        .AddMetric<TokenF1>("token-f1", "words of the answer and the reference in common, F1")
        .AddTaskFormat<TabSeparated>("tab-separated", "one .tsv file: task, train or test, input, answer");
}
