"""What a plain reading of a program finds: where recurrent layers are constructed, and where they are called.

This is what `shapes --statistics` divides by, so it must not depend on what the interpreter can follow. It runs
nothing: a name or an attribute that is bound anywhere to something that holds a layer, or a class of layers, counts as
holding it everywhere in its scope, and in its class, its bases and its subclasses.
"""
