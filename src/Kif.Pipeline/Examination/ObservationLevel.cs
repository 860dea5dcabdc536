namespace Kif.Pipeline.Examination;

/// <summary>How bad an observation is.</summary>
public enum ObservationLevel
{
    /// <summary>As it should be.</summary>
    Fine,

    /// <summary>Runs, but slower or with less than it could.</summary>
    Note,

    /// <summary>Something that prevents running.</summary>
    Wrong,
}
