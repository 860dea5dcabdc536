namespace Kif.Pipeline.Examination;

/// <summary>The severity of a check result.</summary>
public enum ObservationLevel
{
    /// <summary>No fault.</summary>
    Fine,

    /// <summary>Kif runs, but slower or with less than possible.</summary>
    Note,

    /// <summary>A fault that prevents running.</summary>
    Wrong,
}
