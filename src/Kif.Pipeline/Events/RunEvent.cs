namespace Kif.Pipeline.Events;

/// <summary>Something that happened in a run; the command line, the files of a run and reports are listeners.</summary>
public abstract record RunEvent;
