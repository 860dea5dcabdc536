namespace Kif.Pipeline.Tuning;

/// <summary>How the settings of a search are chosen.</summary>
public enum TuningMethod
{
    /// <summary>Drawn at random from the ranges, each option by a random stream of its own. The default.</summary>
    Random,

    /// <summary>The points of a grid: the finest that has no more points than there are trials left after the defaults.</summary>
    Grid,
}
