namespace Kif.Models.Folders;

/// <summary>Options of <see cref="ModelFolderWriter"/>.</summary>
public sealed record ModelFolderOptions
{
    /// <summary>The type of the weights in the files: Float32, BFloat16 or Float16. Default: Float32.</summary>
    public ScalarType DType { get; init; } = ScalarType.Float32;

    /// <summary>
    /// The most bytes of weights in one file; more are split into shards with an index. A single larger weight gets its own shard. Default: 5 · 10⁹.
    /// </summary>
    public long MaxShardBytes { get; init; } = 5_000_000_000;

    /// <summary>Checks every setting.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it, its value and the allowed values.</exception>
    public void Validate()
    {
        if (DType is not (ScalarType.Float32 or ScalarType.BFloat16 or ScalarType.Float16))
            throw new ArgumentException($"{nameof(ModelFolderOptions)}.{nameof(DType)} is {DType}; allowed: Float32, BFloat16, Float16.");
        if (MaxShardBytes < 1) throw new ArgumentException(FormattableString.Invariant($"{nameof(ModelFolderOptions)}.{nameof(MaxShardBytes)} is {MaxShardBytes}; allowed: 1 or more."));
    }
}
