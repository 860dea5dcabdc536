using Kif.Models.Backbones;

namespace Kif.Models.Bert;

/// <summary>The normalized sum of the embeddings of token, position and segment.</summary>
internal sealed class BertEmbeddings
{
    private readonly int segments;
    private readonly LearntPositions positions;
    private readonly LayerNorm norm;

    /// <summary>Declares three tables and a norm.</summary>
    public BertEmbeddings(BackboneLayout layout, BertConfig config)
    {
        const string path = "bert.embeddings";
        Words = layout.Weight($"{path}.word_embeddings", [config.VocabularySize, config.ModelWidth], config.TiedHead ? ["cls.predictions.decoder.weight"] : null);
        positions = new(layout, $"{path}.position_embeddings", config.MaxPositions, config.ModelWidth, "max_position_embeddings");
        segments = layout.Weight($"{path}.token_type_embeddings", [config.Segments, config.ModelWidth]);
        norm = new(layout, $"{path}.LayerNorm", config.ModelWidth, config.NormEpsilon);
    }

    /// <summary>The index of the token embeddings.</summary>
    public int Words { get; }

    /// <summary>Maps ids, mask and segments (null if all are the first), [batch, length] each, to [batch · length, width].</summary>
    /// <exception cref="ArgumentException">A text is longer than the model's positions.</exception>
    public Tensor Forward(ForwardPass pass, Tensor ids, Tensor mask, Tensor? segmentIds)
    {
        positions.Check(mask);
        Tensor table = pass.Weight(segments);
        Tensor kinds = segmentIds is null ? table.narrow(0, 0, 1) : table.index_select(0, segmentIds.reshape(-1));
        Tensor x = pass.Weight(Words).index_select(0, ids.reshape(-1)).add(positions.Forward(pass, LearntPositions.Of(mask))).add(kinds);
        return pass.Dropout(norm.Forward(pass, x));
    }

    /// <summary>Rejects a text with more tokens than there are positions.</summary>
    public void Check(long tokens) => positions.Check(tokens, 0);
}
