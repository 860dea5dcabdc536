namespace Kif.Models.Folders;

/// <summary>How <see cref="ModelFolderWriter"/> writes a model.</summary>
public sealed record ModelFolderOptions
{
    /// <summary>Type of the weights in the files: Float32, BFloat16 or Float16. Default: Float32.</summary>
    public ScalarType DType { get; init; } = ScalarType.Float32;

    /// <summary>Most bytes of weights in one file; more are spread over shards with an index. A larger single weight has a shard of its own. Default: 5 · 10⁹.</summary>
    public long MaxShardBytes { get; init; } = 5_000_000_000;

    /// <summary>Checks every setting.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it, the value seen and what is allowed.</exception>
    public void Validate()
    {
        if (DType is not (ScalarType.Float32 or ScalarType.BFloat16 or ScalarType.Float16))
            throw new ArgumentException($"{nameof(ModelFolderOptions)}.{nameof(DType)} is {DType}; allowed: Float32, BFloat16, Float16.");
        if (MaxShardBytes < 1) throw new ArgumentException(FormattableString.Invariant($"{nameof(ModelFolderOptions)}.{nameof(MaxShardBytes)} is {MaxShardBytes}; allowed: 1 or more."));
    }
}
