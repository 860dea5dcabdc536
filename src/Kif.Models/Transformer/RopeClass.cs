namespace Kif.Models;


/// <summary>What a model type decides about its rotary positions.</summary>
/// <param name="HeadWidth">The width of a head.</param>
/// <param name="Positions">The longest text where <c>max_position_embeddings</c> is left out.</param>
internal readonly record struct RopeClass(int HeadWidth, int Positions)
{
    /// <summary>Creates the rules of a model type; sizes are filled in later.</summary>
    public RopeClass()
        : this(0, 0)
    {
    }

    /// <summary>The base where the file has none. Default: 10000.</summary>
    public double Theta { get; init; } = 10000;

    /// <summary>The setting of the base beside the entries. Default: <c>rope_theta</c>.</summary>
    public string BaseSetting { get; init; } = "rope_theta";

    /// <summary>The entry in <c>rope_parameters</c> where layers with and without windows have their own; null for one of all.</summary>
    public string? Layers { get; init; }

    /// <summary>Whether <c>rope_scaling</c> applies. Default: true.</summary>
    public bool Scales { get; init; } = true;

    /// <summary>Whether <c>partial_rotary_factor</c> counts, and further names of <c>longrope</c> are known, as in Phi-3.</summary>
    public bool Partial { get; init; }
}
