namespace Kif.Models;

/// <summary>The choice of each next token among the likeliest: greedy, or drawn from the model's distribution, narrowed as in transformers.</summary>
public sealed record SamplingOptions
{
    /// <summary>
    /// The temperature, by which logits are divided: 0 for greedy decoding, 1 for the model's own distribution; 0 to 100. Default: 0.
    /// </summary>
    public double Temperature { get; init; }

    /// <summary>The number of likeliest tokens that may be drawn (and those as likely as the last of them); null for all. Default: null.</summary>
    public int? TopK { get; init; }

    /// <summary>
    /// The probability that the likeliest tokens that may be drawn reach together (nucleus), of what <see cref="TopK"/> leaves; above 0, up to 1 for all.
    /// Default: 1.
    /// </summary>
    public double TopP { get; init; } = 1;

    /// <summary>The seed of the draws; equal seeds give equal answers. Null for another one each time. Default: null.</summary>
    public long? Seed { get; init; }

    /// <summary>Throws if a value is out of its range.</summary>
    /// <exception cref="ArgumentException">The message has the value and what is allowed.</exception>
    public void Validate()
    {
        if (!(Temperature is >= 0 and <= 100)) throw new ArgumentException($"the temperature is {Temperature}; allowed: 0 (greedy) to 100");
        if (TopK < 1) throw new ArgumentException($"top-k is {TopK}; allowed: 1 or more tokens");
        if (!(TopP is > 0 and <= 1)) throw new ArgumentException($"top-p is {TopP}; allowed: above 0, up to 1");
    }

    /// <summary>Returns what draws the tokens of one batch; null for greedy decoding.</summary>
    internal TokenSampler? Sampler()
    {
        Validate();
        return Temperature == 0 ? null : new(this, new RandomStream((ulong)(Seed ?? Random.Shared.NextInt64())).Derive("sampling"));
    }
}
