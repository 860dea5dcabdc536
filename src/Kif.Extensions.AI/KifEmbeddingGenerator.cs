using Microsoft.Extensions.AI;

namespace Kif;

/// <summary>
/// Embeddings of texts by a BERT or ModernBERT model, with an adapter or without one, as a generator of Microsoft.Extensions.AI. A folder of
/// sentence-transformers is used as its <c>modules.json</c> says: pooling, length 1, most tokens, default prompt. Arithmetic is float32. Safe to use from
/// several threads; one call computes at a time, and others wait.
/// </summary>
public sealed class KifEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly TextEncoder encoder;
    private readonly int batchSize;
    private readonly AnswerQueue queue = new(1, nameof(KifEmbeddingGenerator));
    private readonly EmbeddingGeneratorMetadata metadata;

    private KifEmbeddingGenerator(TextEncoder encoder, int batchSize)
    {
        (this.encoder, this.batchSize) = (encoder, batchSize);
        metadata = new(KifChatClient.Provider, defaultModelId: encoder.Name, defaultModelDimensions: encoder.Dimensions);
    }

    /// <summary>Loads a model.</summary>
    /// <param name="model">A Hugging Face folder or a hub's name of one in the cache; its head may be missing. Or a run's folder.</param>
    /// <param name="adapter">A PEFT folder, a hub's name of one in the cache, or a run's folder; null for the model itself.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, and none in the cache.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or model and adapter do not fit; the message names file and field.</exception>
    /// <exception cref="NotSupportedException">The model is of another family, or has a step that Kif does not have; the message names it.</exception>
    /// <exception cref="CompositionException">An option is out of its range, or the device is unknown.</exception>
    public static KifEmbeddingGenerator Load(string model, string? adapter = null, KifEmbeddingOptions? options = null)
    {
        options ??= new();
        return new(TextEncoder.Load(model, adapter, options), options.BatchSize);
    }

    /// <summary>Computes the embeddings of texts, in the same order.</summary>
    /// <param name="values">The texts.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Leaves the line of waiting calls, or stops before the next batch.</param>
    /// <exception cref="ArgumentException">A text is null, or the options name another model.</exception>
    /// <exception cref="NotSupportedException">The options ask for another number of dimensions.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        string[] texts = [.. values];
        if (Array.IndexOf(texts, null) is >= 0 and var missing) throw new ArgumentException($"text {missing + 1} of {texts.Length} is null", nameof(values));
        if (options?.Dimensions is { } dimensions && dimensions != encoder.Dimensions)
            throw new NotSupportedException($"Dimensions is {dimensions}, and '{encoder.Name}' has {encoder.Dimensions}: leave it out, and shorten and scale "
                + "embeddings yourself if the model was trained for that (Matryoshka)");
        if (options?.ModelId is { } name && name != encoder.Name)
            throw new ArgumentException(UnknownName.Message("embedding model", name, [encoder.Name]), nameof(options));
        if (texts.Length == 0) return [];
        (float[][] vectors, int tokens) = await queue.RunAsync(token => Embed(texts, token), cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return new(vectors.Select(v => new Embedding<float>(v) { ModelId = encoder.Name, CreatedAt = now }))
        {
            Usage = new() { InputTokenCount = tokens, TotalTokenCount = tokens },
        };
    }

    /// <summary>Returns this generator or its <see cref="EmbeddingGeneratorMetadata"/>; null for anything else.</summary>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? metadata : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Stops all calls, waits for the batch that is being computed, and frees the model.</summary>
    public void Dispose()
    {
        queue.Dispose();
        encoder.Dispose();
    }

    private (float[][] Vectors, int Tokens) Embed(string[] texts, CancellationToken cancellation)
    {
        int[][] rows = [.. texts.Select(encoder.Encode)];
        float[][] vectors = new float[texts.Length][];
        // Texts of like length together: less padding.
        foreach (int[] batch in Enumerable.Range(0, rows.Length).OrderBy(i => rows[i].Length).Chunk(batchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            float[][] found = encoder.Embed([.. batch.Select(i => rows[i])]);
            for (int i = 0; i < batch.Length; i++) vectors[batch[i]] = found[i];
        }
        return (vectors, rows.Sum(r => r.Length));
    }
}
