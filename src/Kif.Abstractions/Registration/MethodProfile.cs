namespace Kif;

/// <summary>Which reading of a method is followed where its paper and its published code part ways (spec 13).</summary>
public enum MethodProfile
{
    /// <summary>What this library recommends: the code's behaviour where it defines the method, the paper's where the code has a flaw.</summary>
    Recommended,

    /// <summary>As the method's paper says.</summary>
    Paper,

    /// <summary>As the method's published code, or the library that the method is commonly compared with, behaves; its peculiarities included.</summary>
    OfficialCode,
}
