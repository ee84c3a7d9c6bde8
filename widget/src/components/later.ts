// What a session needs and the explanation does not: fetched as soon as there is one.
import './rating.ts';
import '../files/attach.ts';

export { menu, surely } from './asides.ts';
