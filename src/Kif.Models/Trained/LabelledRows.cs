namespace Kif.Models.Trained;

/// <summary>Selects the positions that have a label, so that the head computes no others.</summary>
internal static class LabelledRows
{
    /// <summary>Maps [batch, positions, width] to states [labels, width] and targets [labels].</summary>
    public static (Tensor States, Tensor Targets) Of(Tensor hidden, TokenBatch batch, int shift)
    {
        Tensor labels = batch.Labels;
        if (shift > 0)
        {
            long positions = labels.shape[1] - shift;
            (labels, hidden) = (labels.narrow(1, shift, positions), hidden.narrow(1, 0, positions));
        }
        Tensor targets = labels.reshape(-1), states = hidden.reshape(-1, hidden.shape[^1]);
        if (targets.shape[0] == batch.TargetTokens) return (states, targets);
        Tensor rows = targets.ne(EncodedExample.Ignored).nonzero().view(-1);
        return (states.index_select(0, rows), targets.index_select(0, rows));
    }
}
