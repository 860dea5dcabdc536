using Kif.Models.Backbones;

namespace Kif.Models.Bert;

/// <summary>
/// Decoding of answers in masked places. One pass with all places masked, as in training, gives all of them, so that no place depends on another's id. A row
/// without further places gets the padding id.
/// </summary>
internal sealed class BertDecoding : IDecoding
{
    private readonly BertNetwork network;
    private readonly ForwardPass pass;
    private readonly Tensor states, missing, padding;
    private int step;

    /// <summary>Runs the layers; ids and mask are int64 [batch, length].</summary>
    public BertDecoding(BertNetwork network, BertConfig config, ForwardPass pass, Tensor ids, Tensor mask, int[][] places)
    {
        using var scope = torch.NewDisposeScope();
        (this.network, this.pass) = (network, pass);
        Tensor all = network.Forward(pass, ids, mask, null);
        using Tensor at = PaddedRows.Of(places, 0, ids.device), there = PaddedRows.Mask(places, ids.device);
        states = all.gather(1, at.unsqueeze(-1).expand(-1, -1, all.shape[2])).DetachFromDisposeScope();
        missing = there.eq(0).DetachFromDisposeScope();
        Tensor row = torch.full(1, config.VocabularySize, -1, dtype: all.dtype, device: all.device);
        row.select(1, config.PadId).fill_(1);
        padding = row.DetachFromDisposeScope();
    }

    public Tensor Next(Tensor? last)
    {
        using var scope = torch.NewDisposeScope();
        int place = step++;
        if (place >= states.shape[1]) return padding.expand(states.shape[0], -1).clone().MoveToOuterDisposeScope();
        Tensor logits = network.Head.Forward(pass, states.select(1, place));
        return torch.where(missing.narrow(1, place, 1), padding.to_type(logits.dtype), logits).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        states.Dispose();
        missing.Dispose();
        padding.Dispose();
    }
}
