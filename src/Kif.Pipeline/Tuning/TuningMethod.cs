namespace Kif.Pipeline.Tuning;

/// <summary>The method that chooses the settings of a search.</summary>
public enum TuningMethod
{
    /// <summary>Drawn at random from the ranges, each option by a random stream of its own. The default.</summary>
    Random,

    /// <summary>The points of a grid: the finest that has no more points than there are trials left after the defaults.</summary>
    Grid,
}
